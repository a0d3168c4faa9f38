namespace JusInfer.Portal.Components.Developer;

/// <summary>Shell commands that a user can paste and run.</summary>
internal static class SampleCommands
{
    /// <summary>One call through the gateway.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="key">The key's plaintext, or a placeholder.</param>
    public static string ChatCompletion(string origin, string key) =>
        $$"""
        export JUSINFER_API_KEY={{key}}
        curl {{origin}}/v1/chat/completions \
          -H "Authorization: Bearer $JUSINFER_API_KEY" \
          -H "Content-Type: application/json" \
          -d '{"model": "jusInfer-auto",
               "messages": [{"role": "user", "content": "Say hello."}]}'
        """;

    /// <summary>The team's usage of this month, read by a key with the scope <c>usage:read</c>.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="key">The key's plaintext.</param>
    public static string Usage(string origin, string key) =>
        $$"""
        export JUSINFER_USAGE_KEY={{key}}
        curl "{{origin}}/v1/usage?group_by=key" \
          -H "Authorization: Bearer $JUSINFER_USAGE_KEY"
        """;

    /// <summary>A failure drill for a sandbox key: one stream that the gateway interrupts and resumes.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="key">The key's plaintext.</param>
    public static string FailureDrill(string origin, string key) =>
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
