"""The line of one programme in a browser, part by part; whoever is not followed takes the same steps over HTTP."""
