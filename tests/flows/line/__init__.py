"""The line of one programme, from the HR file to HR's report, step by step as its people take it over HTTP."""
