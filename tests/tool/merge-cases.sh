# shellcheck shell=sh
# merge-cases.sh: what rx-merge does, the same on every target ($TARGET).
# shellcheck disable=SC2016,SC2034

# case_of NAME COMMAND STATUS ROWS BOOKMARK: on a fresh target, the last merge
# of COMMAND leaves these.
case_of() {
	check "$TARGET, $D: $1" "fresh; $2" "status $3
rows $4
bookmark $5"
}

OLD='lines B 1=old 2=old S1 L E | rx-merge -q --into "$(into)"'

all_dispositions() {
	case $D in
	append)	twice=1\ a,1\ a,2\ b,2\ b,3\ c,3\ c, both=1\ a,1\ old,2\ b,2\ old,3\ c,
		limited=1\ a,1\ old,2\ old, cut=1\ old,2\ old, ;;
	replace) twice=1\ a,2\ b,3\ c, both=1\ a,2\ b,3\ c, limited=1\ old,2\ old,
		cut=1\ old,2\ old, ;;
	merge)	twice=1\ a,2\ b,3\ c, both=1\ a,2\ b,3\ c, limited=1\ a,2\ old, cut=1\ a,2\ old, ;;
	esac
	case_of 'a run' 'lines B 1=a 2=b S2 3=c S3 L E | merges' 0 1\ a,2\ b,3\ c, 3
	case_of 'the same run again' 'lines B 1=a 2=b S2 3=c L E >s
		rx-merge -q --into "$(into)" s; merges <s' 0 "$twice" 2
	case_of 'over an older one' "$OLD; lines B 1=a 2=b S2 3=c S5 E | merges" 0 "$both" 5
	case_of 'no records' "$OLD; lines B L E | merges" 0 \
	    "$([ "$D" = replace ] || echo "1 old,2 old,")" 1
	case_of 'cut behind a page' "$OLD; lines B 1=a S7 | merges" 1 "$cut" 1
	case_of 'cut behind the begin' "$OLD; lines B | merges" 1 1\ old,2\ old, 1
	case_of 'cut in the middle of a line' "$OLD; { lines B 1=a S7; printf '{\"rx\":\"rec'; } | merges" \
	    1 "$cut" 1
	case_of 'an error line' "$OLD; lines B 1=a S7 X | merges" 4 "$cut" 1
	case_of 'an error line, and an end that should not be there' \
	    "$OLD; lines B 1=a S7 X E | merges" 4 "$cut" 1
	case_of 'limited' "$OLD; lines B 1=a S7 L C | merges" 0 "$limited" 1
	case_of 'records without state lines' 'lines B 1=a 2=b E | merges' 0 1\ a,2\ b, none
	case_of 'cut, then whole, in one input' \
	    "$OLD; lines B 1=a 2=b S2 3=c S5 E >whole; head -n 3 whole >cut; cat cut whole | merges" \
	    0 "$both" 5
	case_of 'a line of the cut runs into the whole' \
	    "$OLD; lines B 1=a S7 2=b >cut; lines B 1=a 2=b S2 E >whole
		{ head -c -9 cut; cat whole; } | merges" \
	    3 "$([ "$D" = merge ] && echo 1\ a,2\ b, || echo "$cut")" 1
	case_of 'a run, and then an empty input' "$OLD; : | merges" 1 1\ old,2\ old, 1
	case_of 'what is left of it by grep' \
	    'lines B 1=a S1 >s; R=other lines B 5=x S1 >>s; lines 2=b S2 E >>s; grep items s | merges' \
	    0 1\ a,2\ b, 2
	case_of 'without its begin' 'lines B 1=a S1 E | sed 1d | merges' 3 '' none
	case_of 'a record behind the end' 'lines B 1=a S1 E 2=b | merges' 3 1\ a, 1
	case_of 'a page that rx-select never saw' \
	    '{ lines B; echo "{\"rx\":\"page\",\"resource\":\"items\",\"page\":1,\"url\":\"u\",\"status\":200,\"body\":[]}"
		lines E; } | merges' 3 '' none
	case_of 'lines that nobody knows are no matter' \
	    '{ lines B; echo "{\"rx\":\"what\",\"resource\":\"items\"}"; lines 1=a E; } | merges' 0 1\ a, none
	case_of 'state lines of --print-state are no matter' \
	    '{ rx-merge --into "$(into)" --print-state
		echo "{\"rx\":\"state\",\"resource\":\"items\",\"part\":{},\"generation\":9,\"bookmark\":99}"
		lines B 1=a S3 E; } | merges' 0 1\ a, 3
	resuming
	bare
}

# An attempt that goes on: each row once, the bookmark of the whole.
resuming() {
	case_of 'resumed' 'G=0 lines B 1=a S2 2=b | rx-merge -q --into "$(into)" 2>/dev/null
		G=1 lines B 2=b S3 3=c L E | merges' 0 1\ a,2\ b,3\ c, 3
	case_of 'another attempt starts over' \
	    'G=0 lines B 1=a S9 | rx-merge -q --into "$(into)" 2>/dev/null
		A=a2 G=1 lines B 1=a 2=b S3 E | merges' 0 1\ a,2\ b, 3
	case_of 'without a generation nothing is resumed' \
	    'lines B 1=a S9 | rx-merge -q --into "$(into)" 2>/dev/null
		lines B 1=a 2=b S3 E | merges' 0 1\ a,2\ b, 3
	case_of 'an open part without a place to go on starts over' \
	    '{ G=0 PART="{\"p\":\"1\"}" lines B 1=a L; PART="{\"p\":\"2\"}" lines 2=b S2; } |
		rx-merge -q --into "$(into)" 2>/dev/null
		{ G=1 PART="{\"p\":\"1\"}" lines B 1=a L; PART="{\"p\":\"2\"}" lines 3=c S3 E; } | merges' \
	    0 1\ a,2\ b,3\ c, 3
	case_of 'a part that begins again' \
	    '{ PART="{\"p\":\"1\"}" lines B 1=a S5; PART="{\"p\":\"2\"}" lines 2=b S2
		echo "{\"rx\":\"begin\",\"resource\":\"items\",\"part\":{\"p\":\"1\"},\"resume\":false}"
		PART="{\"p\":\"1\"}" lines 1=a S3 E; } | merges' 0 1\ a,2\ b, '3
2'
	case_of 'an older generation is refused' "$OLD; G=1 lines B 3=c S9 E | merges" 7 1\ old,2\ old, 1
	case_of 'a newer one too' "$OLD; G=3 lines B 3=c S9 E | merges" 7 1\ old,2\ old, 1
	case_of 'the right one is taken' "$OLD; G=2 lines B 3=c S9 E | merges" 0 \
	    "$([ "$D" = replace ] || echo 1\ old,2\ old,)3 c," 9
	case_of 'forgotten: the rows stay' "$OLD; rx-merge -q --into \"\$(into)\" --forget items; lines | merges" \
	    1 1\ old,2\ old, none
	case_of 'forgotten: the generation is raised' \
	    "$OLD; rx-merge -q --into \"\$(into)\" --forget; G=2 lines B 3=c E | merges" 7 1\ old,2\ old, none
}

bare() {
	case_of 'bare records' "printf '{\"id\":1,\"v\":\"a\"}\n\n{\"id\":2,\"v\":\"b\"}' |
		merges -t items -k id -d $D" 0 1\ a,2\ b, none
	case_of 'bare, what is no record' "printf '{\"id\":1,\"v\":\"a\"}\n[1]\n{\"id\":2,\"v\":\"b\"}\n' |
		merges -t items -k id -d $D" 3 "$([ "$D" != merge ] || echo 1\ a,2\ b,)" none
	case_of 'bare, what is no record set aside' \
	    "printf '{\"id\":1,\"v\":\"a\"}\n[1]\n{\"id\":2,\"v\":\"b\"}\n' |
		merges -t items -k id -d $D --rejects rejects" 0 1\ a,2\ b, none
	case_of 'bare, nothing came' "$OLD; : | merges -t items -k id -d $D" \
	    "$([ "$D" = replace ] && echo 1 || echo 0)" 1\ old,2\ old, 1
}

# What merge alone does.
merging() {
	D=merge
	case_of 'the last one wins' 'lines B 1=a 2=b 1=c S1 1=d L E | merges' 0 1\ d,2\ b, 1
	case_of 'numbers are one key by value' 'lines B 1.0=a 10e-1=b 1e0=c 1=d E | merges' 0 1\ d, none
	case $TARGET in
	postgres) typed=1\ a, status=3 ;;	# the type of a column
	*) typed=1\ a,1\ b, status=0 ;;
	esac
	case_of 'text is no number' "lines B 1=a '\"1\"=b' E | merges" $status "$typed" none
	case_of 'escapes are one key with what they mean' \
	    "lines B '\"\\u0061\"=x' '\"a\"=y' E | merges" 0 a\ y, none
	case_of 'large numbers are apart' \
	    'lines B 12345678901234567890=a 12345678901234567891=b 9007199254740993=c 9007199254740992=d E |
		merges' 0 9007199254740992\ d,9007199254740993\ c,12345678901234567890\ a,12345678901234567891\ b, \
	    none
	case_of 'a record without the key is told' 'lines B 1=a null=b 2=c S2 E | merges' 3 1\ a,2\ c, none
	case_of 'and not told when it is set aside' 'lines B 1=a null=b 2=c S2 E | merges --rejects rejects' \
	    0 1\ a,2\ c, 2
	check "$TARGET, $D: and the attempt is not gone on with: its page would be passed over" \
	    'fresh; G=0 lines B 1=a null=b S5 L P | rx-merge -q --into "$(into)" 2>/dev/null
		rx-merge --into "$(into)" --print-state' '{"rx":"state","resource":"items","generation":1}'
	check "$TARGET, $D: what columns say of an index changes no row" \
	    'fresh; M="\"disposition\":\"merge\",\"key\":[\"id\"],\"columns\":{\"v\":{\"sort\":true},\"w\":{\"sort\":true}}"
		whole "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"a\",\"w\":[1]}" | puts id v
		whole "{\"id\":1,\"v\":\"b\"}" "{\"id\":2,\"v\":\"c\",\"w\":[1]}" | puts id v' 'status 0
2 0 0 0
1 b,2 a,
status 0
0 1 1 0
1 b,2 c,'
	case_of 'a field that is gone is NULL' \
	    'lines B 1=a E | rx-merge -q --into "$(into)"
		{ lines B; echo "{\"rx\":\"record\",\"resource\":\"items\",\"data\":{\"id\":1}}"; lines E; } | merges' \
	    0 '1 ,' none
}
