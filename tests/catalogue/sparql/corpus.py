"""Valid read queries over the breadth of the grammar; none of them may be refused."""

from __future__ import annotations

PREFIXES = (
    "PREFIX ex: <http://example.org/>\nPREFIX : <http://example.org/default#>\n"
    "PREFIX service: <http://example.org/service/>\nPREFIX a.b-c: <http://example.org/dotted/>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)

BODIES = (
    # on forms (16)
    "SELECT * WHERE { ?s ?p ?o }",
    "SELECT*{?s?p?o}",
    "select distinct ?s where { ?s ?p ?o }",
    "SELECT REDUCED ?s ?o { ?s ?p ?o . }",
    "SELECT (1 + 2 AS ?three) (STR(?s) AS ?t) ?s { ?s ?p ?o }",
    "ASK { ?s ?p ?o }",
    "ASK FROM <http://example.org/g> WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ex:q ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p [ ex:q ( 1 2 ) ] . } WHERE { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT FROM NAMED ex:g WHERE { ?s ?p ?o }",
    "DESCRIBE <http://example.org/a>",
    "DESCRIBE ex:a :b ?s WHERE { ?s ?p ?o }",
    "DESCRIBE * { ?s ?p ?o }",
    "DESCRIBE service:x { ?s ?p ?o }",
    # on datasets (13)
    "SELECT * FROM <http://example.org/g> FROM NAMED <http://example.org/h> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM ex:g FROM NAMED service:h { ?s ?p ?o }",
    "SELECT * FROM service:g { ?s ?p ?o }",
    "SELECT * { GRAPH <http://example.org/g> { ?s ?p ?o } GRAPH service:g { ?a ?b ?c } GRAPH ?g {} }",
    # on triples (4.2)
    "SELECT * { ?s a ex:Thing ; ex:p ?o , ?q , 'x' ; . ?s ex:q true . }",
    "SELECT * { ?s ex:p [ ex:q ?o ; ex:r [] ] . [] ex:p ?z . [ ex:p 1 ] . }",
    'SELECT * { ?s ex:p ( 1 ?x ( ex:a "b" ) () ) . (1 2) ex:p 3 }',
    "SELECT * { _:b ex:p _:b-2.x . _:9 ?p ?o }",
    "SELECT * { ?s ?p ?o. ?o ?q ?r.}",
    "SELECT * { ?s ?p true.FILTER(?s = ?s) }",
    "SELECT * { ?s ?p 1.FILTER(true) }",
    "SELECT * { ?s ?p ex:c.d . ?s ?p ex:c. }",
    "SELECT * { ?s ?p ex:with\\#hash , ex:with\\'quote , ex:a\\-b\\~\\(\\) , ex:%41%4a , ex:1 , ex:a:b:c , ex: }",
    "SELECT * { ?s a.b-c:x :p ; : :service . ex:service ex:SERVICE service:service }",
    "SELECT * { ?service $SERVICE ?Service1 }",
    "SELECT * { <http://example.org/service> <http://example.org/SERVICE#> <http://example.org/a)service#b> }",
    # on literals (4.1.2)
    "SELECT * { ?s ?p 'a', \"b\", '''c 'd' ''e''', \"\"\"f \"g\" \"\"h\"\"\", '', \"\", '''''', \"\"\"\"\"\" }",
    'SELECT * { ?s ?p \'SERVICE <http://x/> {}\' , """\nSERVICE <http://x/> {}\n# """ }',
    "SELECT * { ?s ?p 'it\\'s', \"\\\"\\t\\b\\n\\r\\f\\\\\", '\\u0041\\U0001F600', '\\\\u0041' }",
    "SELECT * { ?s ?p \"\\u0022\" , '\\u000A' }",
    (
        "SELECT * { ?s ?p 'chat'@en, 'لوح'@ar, 'x'@en-GB-oed, '1'^^xsd:integer, "
        "'2'^^<http://www.w3.org/2001/XMLSchema#int> }"
    ),
    "SELECT * { ?s ?p 1, 1.5, .5, 1e3, 1.e3, .5E-3, -1, +1.5, -1.0e+5, 01 }",
    "SELECT * { ?s ?p true, false }",
    "SELECT * { ?s ?p <\\u0068ttp://example.org/> }",
    "SELECT * { ?s ?p 'SERVICE'@en , \"service\"^^ex:service }",
    # comments and white space
    "# SERVICE <http://x/> {}\nSELECT * { # SERVICE\n ?s ?p ?o # 'unclosed \" string\r\n}",
    "SELECT\t*\r\n{\n?s#c\n?p#d\r?o}",
    "SELECT * { ?s ?p <http://example.org/#not-a-comment> . } # }}}}",
    # on graph patterns (5 to 10)
    "SELECT * { ?s ?p ?o OPTIONAL { ?o ?q ?r OPTIONAL { ?r ?t ?u } } }",
    "SELECT * { { ?s ex:p ?o } UNION { ?s ex:q ?o } UNION { } }",
    "SELECT * { ?s ?p ?o MINUS { ?s ex:p ?o } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?q ?r } FILTER EXISTS { ?s ?x ?y } }",
    "SELECT * { ?s ?p ?o BIND(?o + 1 AS ?next) BIND(IF(?next > 2, 'a', 'b') AS ?c) }",
    "SELECT * { VALUES ?x { 1 'two' ex:three UNDEF <http://example.org/#four> } }",
    "SELECT * { VALUES (?x ?y) { (1 2) (UNDEF ex:b) (<http://example.org/a#b> <http://example.org/c#d>) } }",
    "BASE <http://example.org/> SELECT * { VALUES (?x ?y) { (<#a> <#b>) (<service#a> <urn:service#b>) } }",
    "SELECT * { VALUES () { () () } }",
    "SELECT * { ?s ?p ?o } VALUES ?s { ex:a service:b }",
    "SELECT * { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) } ?s ex:p ?q }",
    "SELECT * { {} {} { ?s ?p ?o } }",
    # on paths (9)
    "SELECT * { ?s ex:p/ex:q|^ex:r ?o . ?s (ex:p|ex:q)* ?x . ?s ex:p+/ex:q? ?y . ?s !ex:p ?z }",
    "SELECT * { ?s !(ex:p|^ex:q|a) ?o . ?s ^(ex:p/^ex:q) ?o . ?s a/ex:sub* ?t }",
    "SELECT * { ?s (<http://example.org/a#b>/<http://example.org/c#d>) ?o }",
    "SELECT * { ?s ex:p?/service:q ?o }",
    # on expressions (17)
    "SELECT * { ?s ?p ?o FILTER(?o < 10 && ?o >= 2 || !(?o = 3) && ?o != 4) }",
    "SELECT * { ?s ?p ?o FILTER(?o<10&&?o>2) }",
    "SELECT * { ?s ?p ?a,?b FILTER(?a<?b) FILTER(?a <?b && ?b> 3) }",
    "SELECT * { ?s ?p ?o FILTER(?o IN (1, 2, <http://example.org/x#y>) && ?s NOT IN (ex:a, ex:b)) }",
    "SELECT * { ?s ?p ?o FILTER(-?o * 2 / 3 - -1 + +2 > 0) FILTER(!!true) FILTER(?o-1 > 0) }",
    "SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '^(a|b)[0-9]{2}<.*>$', 'i') }",
    "SELECT * { ?s ?p ?o FILTER(ex:function(?o, 1) = xsd:integer('3')) FILTER ex:service(?o) }",
    "SELECT * { ?s ?p ?o FILTER(COALESCE(?o, IF(BOUND(?s), 1, 2)) = 1 && isIRI(?s) && !isBLANK(?s)) }",
    "SELECT (CONCAT(STR(?s), '#service') AS ?t) (STRDT('1', xsd:int) AS ?d) (BNODE() AS ?b) (NOW() AS ?n) { ?s ?p ?o }",
    "SELECT (IRI('http://example.org/') AS ?i) (UUID() AS ?u) (RAND() AS ?r) (ENCODE_FOR_URI('a b') AS ?e) {}",
    "SELECT * { ?s ?p ?o FILTER(?s = <http://example.org/x#y> || <http://example.org/z#service> = ?o) }",
    "SELECT * { ?s ?p ?o FILTER(<http://example.org/z#service> < ?o) }",
    (
        "SELECT * { ?s ?p ?o FILTER(?o < <http://example.org/service#x>) FILTER(?o <= 3) "
        "FILTER(?o<<http://example.org/x>) }"
    ),
    "SELECT * { ?s ?p ?service FILTER((?s<?p)&&?p>?s) FILTER(?s<?p)#>\n }",
    "SELECT * { ?s ?p ?o FILTER(EXISTS { ?s ?p ( ?o <http://example.org/a#service> ) } && ?s<?o) }",
    # on aggregates and modifiers (11, 15)
    (
        "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) (SUM(?o) AS ?t) (GROUP_CONCAT(?o ; SEPARATOR=', ') "
        "AS ?g) { ?s ?p ?o } GROUP BY ?s"
    ),
    "SELECT (MIN(?o) AS ?a) (MAX(?o) AS ?b) (AVG(?o) AS ?c) (SAMPLE(?o) AS ?d) (COUNT(*) AS ?e) { ?s ?p ?o }",
    "SELECT (STR(?t) AS ?u) { ?s ?p ?o } GROUP BY (STRLEN(STR(?o)) AS ?t) HAVING (COUNT(?s) > 0) (1 = 1)",
    "SELECT ?s { ?s ?p ?o } ORDER BY ?s DESC(?o) ASC(STR(?p)) (?o * 2) STR(?s) ex:f(?o) LIMIT 5 OFFSET 10",
    "SELECT ?s { ?s ?p ?o } OFFSET 10 LIMIT 5",
    "SELECT * { ?s ?p ?o FILTER(EXISTS { ?s ?q ?r } && true) }",
    # names in other scripts, and characters beyond the first plane
    "SELECT ?اسم ?名前 { ?اسم ex:نوع ?名前 ; ex:p '\U0001f3fa'  }",
    # 1.2: triple terms, annotations, directions
    "SELECT * { << ?s ?p ?o >> ex:q ?z }",
    "SELECT * { ?s ?p <<( ?a ?b ?c )>> }",
    "SELECT * { ?s ?p service:o {| ex:q ?z |} . ?s ?p ?o ~ ?r }",
    "SELECT * { ?s ?p 'x'@ar--rtl }",
)

VALID = tuple(PREFIXES + body if not body.startswith("BASE") else body for body in BODIES)
