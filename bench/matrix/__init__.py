"""Every world the sandbox can make, judged by the whole path and compared with its gates.

    python -m bench.matrix [--pairs] [--permissions all/all,none/minimum] [--only NAME]

A world is settings only: two tenants, a person, a share, a browser. The sandbox's gates, which know
nothing of the rules, say where the attempt stops and which page appears. A simulated person pastes
that page and answers what is asked, as far as a person could; the collectors read what the two
tenants' permissions let them read, over HTTP. The verdict is compared with the gate.
"""
