# text: values that a document leaves open, and text with placeholders.

# A name without what jq's regular expressions take for themselves.
def quoted: gsub("(?<c>[][(){}.*+?^$|\\\\/])"; "\\\(.c)");

# {name} in a text, not {{ expression }}.
def names:
	[gsub("\\{\\{[^}]*\\}\\}"; "") | scan("\\{([A-Za-z_][A-Za-z0-9_]*)\\}")[0]];

def settings_named:
	[scan("\\{\\{\\s*config(?:\\.([A-Za-z0-9_]+)|\\[['\"]([^'\"]+)['\"]\\])[^}]*\\}\\}")
	    | map(select(. != null))[0]];

# Every {"config":..}, {"secret":..} and expression in any value.
def settings_used:
	[.. | if type == "object" and (.config | type) == "string" then
		select(has("default") | not) | .config
	elif type == "string" then settings_named[] else empty end] | unique;

def secrets_used:
	[.. | if type == "object" and (.secret | type) == "string" then .secret
	elif type == "string" then
		scan("\\{\\{\\s*secrets\\.([A-Za-z0-9_]+)\\s*\\}\\}")[0]
	else empty end] | unique;

# What a setting is, going by its name.
def setting_value:
	if test("years?$") then "[2024,2025]"
	elif test("date|time|^since|^from$|^until|^to$") then "2026-11-01"
	elif test("pages_to_fetch") then "50"
	elif test("limit|size|count|year|number|hour") then "7"
	elif test("exact|include|enabled") then "true"
	else "set-" + . end;

def secret_value:
	if test("url|endpoint") then "https://login.example.com/given/token"
	else "s3cret-" + gsub("[^A-Za-z0-9]"; "-") end;

# A text as it is sent: $v holds settings and placeholders by name.
def filled($v):
	if type != "string" then tostring else
	reduce ($v | to_entries[]) as $e (.;
		gsub("\\{\\{\\s*config(\\.|\\[['\"])\($e.key | quoted)(['\"]\\])?[^}]*\\}\\}";
		    $e.value)
		| gsub("\\{\($e.key | quoted)\\}"; $e.value))
	end;

# A value of the source that stands for itself, a setting or a secret.
def said($plan):
	if type != "object" then .
	elif has("secret") then $plan.secrets[.secret]
	elif has("config") then ($plan.settings[.config] // .default)
	else . end;

def said_text($plan):
	said($plan) | if type == "string" then
		reduce ($plan.secrets | to_entries[]) as $e (.;
			gsub("\\{\\{\\s*secrets\\.\($e.key)\\s*\\}\\}"; $e.value))
		| filled($plan.settings)
	elif type == "boolean" or type == "number" then tostring
	else tojson end;

# Deterministic variety: a number that goes by the text.
def number_of: explode | add // 0;
