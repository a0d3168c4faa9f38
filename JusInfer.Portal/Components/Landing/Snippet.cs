using System.Collections.Immutable;

namespace JusInfer.Portal.Components.Landing;

/// <summary>One line of a change: kept, taken out or put in.</summary>
internal readonly record struct SnippetLine(char Mark, string Text)
{
    /// <summary>Reads <c>- old</c>, <c>+ new</c> or a kept line that starts with a space.</summary>
    public static SnippetLine Parse(string line) => line is "" ? new(' ', "") : new(line[0], line[1..]);
}

/// <summary>How one client is pointed at this gateway, as a change to what its user already has.</summary>
internal sealed record Snippet(string Slug, string Client, string File, ImmutableArray<SnippetLine> Lines);

/// <summary>The clients that the landing page shows.</summary>
internal static class Snippets
{
    /// <summary>The same change, as each client writes it.</summary>
    /// <param name="origin">Scheme, host and port of this site, without a slash at the end.</param>
    public static ImmutableArray<Snippet> For(string origin) =>
    [
        Change("python", "Python", "agent.py", $"""
             from openai import OpenAI
             
             client = OpenAI(
            -    base_url="https://api.openai.com/v1",
            -    api_key=os.environ["OPENAI_API_KEY"],
            +    base_url="{origin}/v1",
            +    api_key=os.environ["JUSINFER_API_KEY"],
             )
            """),
        Change("node", "Node", "agent.mjs", $$"""
             import OpenAI from "openai";
             
             const client = new OpenAI({
            -  baseURL: "https://api.openai.com/v1",
            -  apiKey: process.env.OPENAI_API_KEY,
            +  baseURL: "{{origin}}/v1",
            +  apiKey: process.env.JUSINFER_API_KEY,
             });
            """),
        Change("goose", "Goose", "shell", $"""
            -export OPENAI_HOST=https://api.openai.com
            -export OPENAI_API_KEY=$OPENAI_KEY
            +export OPENAI_HOST={origin}
            +export OPENAI_API_KEY=$JUSINFER_API_KEY
             export GOOSE_PROVIDER=openai
             export GOOSE_MODEL=jusInfer-auto
             goose session
            """),
        Change("curl", "curl", "shell", $$"""
            -curl https://api.openai.com/v1/chat/completions \
            -  -H "Authorization: Bearer $OPENAI_API_KEY" \
            +curl {{origin}}/v1/chat/completions \
            +  -H "Authorization: Bearer $JUSINFER_API_KEY" \
               -H "Content-Type: application/json" \
               -d '{"model": "jusInfer-auto", "messages":
                    [{"role": "user", "content": "Say hello."}]}'
            """),
    ];

    private static Snippet Change(string slug, string client, string file, string change) =>
        new(slug, client, file, [.. change.Split('\n').Select(SnippetLine.Parse)]);
}
