namespace JusInfer.Portal.Components.Developer;

/// <summary>Commands ready to paste.</summary>
internal static class Commands
{
    /// <summary>One call through the gateway.</summary>
    /// <param name="origin">Scheme, host and port, without a slash at the end.</param>
    /// <param name="key">The key's plaintext, or what stands in its place.</param>
    public static string Try(string origin, string key) =>
        $$"""
        export JUSINFER_API_KEY={{key}}
        curl {{origin}}/v1/chat/completions \
          -H "Authorization: Bearer $JUSINFER_API_KEY" \
          -H "Content-Type: application/json" \
          -d '{"model": "jusInfer-auto",
               "messages": [{"role": "user", "content": "Say hello."}]}'
        """;

    /// <summary>One streamed call whose provider is cut off midway; for a sandbox key.</summary>
    /// <param name="origin">Scheme, host and port, without a slash at the end.</param>
    /// <param name="key">The key's plaintext.</param>
    public static string Drill(string origin, string key) =>
        $$"""
        export JUSINFER_SANDBOX_KEY={{key}}
        curl -N {{origin}}/v1/chat/completions \
          -H "Authorization: Bearer $JUSINFER_SANDBOX_KEY" \
          -H "Content-Type: application/json" \
          -H "X-JusInfer-Chaos: cut@2000" \
          -d '{"model": "jusInfer-auto", "stream": true,
               "stream_options": {"include_usage": true},
               "messages": [{"role": "user",
                 "content": "Tell me a story in ten sentences."}]}'
        """;
}
