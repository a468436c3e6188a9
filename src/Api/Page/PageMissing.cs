namespace Grainwatch.Api.Page;

/// <summary>What stands at <c>/</c> when the program was built without Node.</summary>
static class PageMissing
{
    public const string Html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Grainwatch</title>
        </head>
        <body>
        <h1>Grainwatch runs, without its page</h1>
        <p>It was built on a machine without Node. To get the page, install Node 18 or later, build again, and start again; on Debian:</p>
        <pre>apt-get install -y nodejs npm
        ./run.sh</pre>
        <p>Everything else works: the <a href="/docs/http-api">HTTP API</a>, a page to <a href="/docs/api/">try it</a>, and the <code>grainwatch</code> command.</p>
        </body>
        </html>
        """;
}
