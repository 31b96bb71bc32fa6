/* url_parameters.c - the table: each with who writes it. Only names that nobody uses to choose a page; "ref",
 * "source", "id" and the like are left alone, but for the values that feeds put there. */
#include "base/url_parameters.h"

#include <pthread.h>
#include <strings.h>

/* In lower case. A star at the end stands for anything. */
/* clang-format off */
static const char *const tracking[] = {
    /* campaign tags: Google Analytics, Matomo and Piwik, AT Internet (Piano), comScore, Webtrends, Adobe */
    "utm_*", "ga_source", "ga_medium", "ga_term", "ga_content", "ga_campaign", "ga_place", "mtm_*",
    "matomo_*", "piwik_*", "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content",
    "pk_cid", "pk_vid", "xtor", "xtref", "xts", "xtdt", "xtloc", "xtcr", "xtatc", "at_medium", "at_campaign*",
    "at_custom*", "at_format", "at_link_*", "at_bbc_*", "at_ptr_*", "at_type", "at_variant", "at_creation",
    "at_emailtype", "at_recipient_id", "at_recipient_list", "at_send_date", "at_general_placement",
    "at_detail_placement", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "wt_mc",
    "wt.mc_*", "wtmc", "wt_zmc", "wt.zmc", "wt_cc*", "wt.tsrc", "wt.nav", "s_cid", "s_kwcid", "sc_cid",
    "sc_campaign", "sc_channel", "sc_content", "sc_medium", "sc_outcome", "sc_geo", "sc_country", "adobe_mc*",
    "mkcid", "mkevt", "mkrid", "intcmp", "intcid", "int_campaign", "int_content", "int_medium", "int_source",
    "int_placement", "cmpid", "icid", "ocid", "ncid", "campid",     /* click ids of advertisers and networks */
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid",
    "yclid", "ysclid", "ymclid", "yadclid", "_openstat", "twclid", "ttclid", "tblci", "dicbo", "oborigurl",
    "li_fat_id", "rdt_cid", "scclickid", "sccid", "epik", "irclickid", "irgwc", "cjevent",
    "zanpid", "tduid", "ef_id", "kwcid", "mkwid", "pcrid", "rb_clickid", "wickedid", "srsltid", "qclid",
    "admitad_uid", "vgo_ee", "spm", "scm", "hsa_*", "pf_rd_*", "_gl", "_ga", "_gac", "gs_l", "gws_rd",
    /* mail: MailChimp, HubSpot, Marketo, Vero, Omeda, Eloqua, Silverpop, Klaviyo, Blueshift, Drip and others */
    "mc_cid", "mc_eid", "mc_tc", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "mkt_tok",
    "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "elq", "elqtrack", "elqtrackid", "elqaid", "elqat",
    "elqak", "elqcampaignid", "spmailingid", "spuserid", "spjobid", "spreportid", "_ke", "_kx", "bsft_*",
    "__s", "dm_i", "dm_t", "ml_subscriber", "ml_subscriber_hash", "sfmc_*",     "ck_subscriber_id", "trk_contact", "trk_msg", "trk_module", "trk_sid", "et_cid", "et_rid", "iterable_*",
    "ajs_*", "sib_*",
    /* social networks and their buttons */
    "igshid", "igsh", "mibextid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref",
    "action_object_map", "action_type_map", "action_ref_map", "fref", "hc_ref", "hc_location", "__tn__",
    "__xts__*", "__cft__*", "ref_src", "ref_url", "__twitter_impression", "twitter_impression",
    "twtr_camp", "soc_src", "soc_trk", "sharetype", "sr_share", "xing_share",
    "addtoany", "awesm", "taid", "ss_source", "ss_campaign_id", "ss_campaign_name", "ss_email_id",
    "trkcampaign", "trkinfo", "lipi", "licu", "_branch_match_id", "_branch_referrer", "_r_social", "echobox",
        /* what publishers add to links of their own feeds, newsletters and buttons */
    "guccounter", "guce_referrer", "guce_referrer_sig", "tsrc", "wpisrc", "wpmm", "itid", "ito", "ftag",
    "ftcamp", "smid", "smtyp", "smvar", "sref", "srnd", "leadsource", "mbid", "sara_ecid", "sara_ref", "gepc",
    "reflink",     "nlid", "ssm",
};

static const struct {
  const char *name, *value;
} by_value[] = {
    {"ref", "rss"}, {"ref", "feed"}, {"src", "rss*"}, {"source", "rss*"}, {"source", "feed"}, {"from", "rss"},
    {"partner", "rss*"}, {"emc", "rss"}, {"cmp", "rss*"}, {"cmp", "share_*"}, {"cid", "rss*"},
    {"mod", "rss*"}, {"via", "rss"}, {"ref", "fb"}, {"feature", "youtu.be"},
    {"feature", "share"},
};
/* clang-format on */

static const char *const sessions[] = {
    "jsessionid", "phpsessid", "phpsessionid", "aspsessionid*", "asp.net_sessionid",
    "cftoken",    "cfid",      "zenid",        "oscsid",        "xtcsid"};

/* Names that serve for other things as well: a session only where the value looks drawn by lot. */
static const char *const sessions_perhaps[] = {
    "sid", "sessid", "sessionid", "session_id", "session-id", "sess", "s_id",
};

/* matches - `pattern` is in lower case. */
static bool matches(struct slice text, const char *pattern)
{
  if (!text.length || (text.data[0] | 32) != (pattern[0] | 32)) return false; /* nearly all */
  size_t length = strlen(pattern);
  bool open = pattern[length - 1] == '*';
  if (open) length--;
  return (open ? text.length >= length : text.length == length) &&
         strncasecmp(text.data, pattern, length) == 0;
}

static bool any(struct slice text, const char *const *patterns, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (matches(text, patterns[i])) return true;
  return false;
}

static bool is_alphanumeric(char c)
{
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* drawn_by_lot - sixteen letters and digits or more, digits among them: no word and no number of a page. */
static bool drawn_by_lot(struct slice value)
{
  size_t digits = 0, letters = 0;
  for (size_t i = 0; i < value.length; i++) {
    if (!is_alphanumeric(value.data[i]) && value.data[i] != '-' && value.data[i] != '_') return false;
    digits += value.data[i] >= '0' && value.data[i] <= '9';
    letters += is_alphanumeric(value.data[i]) && !(value.data[i] >= '0' && value.data[i] <= '9');
  }
  return value.length >= 16 && digits >= 3 && letters >= 1;
}

bool url_parameter_session(struct slice name, struct slice value)
{
  if (any(name, sessions, sizeof sessions / sizeof *sessions)) return true;
  return any(name, sessions_perhaps, sizeof sessions_perhaps / sizeof *sessions_perhaps) &&
         drawn_by_lot(value);
}

/* The entries of tracking[] by their first byte, so that a query of a thousand parameters costs little. */
enum { TRACKING = sizeof tracking / sizeof *tracking };
static size_t first[256], next[TRACKING]; /* an index plus one; 0: the end */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned char letter_of(char c)
{
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static void build_index(void)
{
  for (size_t i = 0; i < TRACKING; i++) {
    next[i] = first[letter_of(tracking[i][0])];
    first[letter_of(tracking[i][0])] = i + 1;
  }
}

static bool is_tracking(struct slice name)
{
  if (!name.length) return false;
  pthread_once(&once, build_index);
  for (size_t i = first[letter_of(name.data[0])]; i; i = next[i - 1])
    if (matches(name, tracking[i - 1])) return true;
  return false;
}

bool url_parameter_idle(struct slice name, struct slice value)
{
  for (size_t i = 0; i < sizeof by_value / sizeof *by_value; i++)
    if (matches(name, by_value[i].name) && matches(value, by_value[i].value)) return true;
  return is_tracking(name) || url_parameter_session(name, value);
}
