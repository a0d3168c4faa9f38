namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>A request field that a response repeats.</summary>
/// <param name="Name">The name with quotes and colon, as in a response.</param>
/// <param name="Default">The dialect's default, as JSON; used if the request does not have the field.</param>
internal sealed record EchoedField(byte[] Name, byte[] Default)
{
    /// <summary>The name without quotes and colon.</summary>
    public ReadOnlySpan<byte> BareName => Name.AsSpan(1, Name.Length - 3);

    /// <summary>The field is <c>tools</c>, which a response repeats with more fields than a request needs.</summary>
    public bool IsTools { get; } = Name.AsSpan().SequenceEqual("\"tools\":"u8);
}

/// <summary>
/// The fields of a request that a response repeats (platform.openai.com/docs/api-reference/responses/object), sorted by name.
/// </summary>
internal static class ResponsesFields
{
    public static readonly EchoedField[] Echoed =
    [
        Field("background", "false"),
        Field("frequency_penalty", "0.0"),
        Field("instructions", "null"),
        Field("max_output_tokens", "null"),
        Field("max_tool_calls", "null"),
        Field("metadata", "{}"),
        Field("parallel_tool_calls", "true"),
        Field("presence_penalty", "0.0"),
        Field("previous_response_id", "null"),
        Field("prompt_cache_key", "null"),
        Field("reasoning", """{"effort":null,"summary":null}"""),
        Field("safety_identifier", "null"),
        Field("service_tier", "\"default\""),
        Field("store", "true"),
        Field("temperature", "1.0"),
        Field("text", """{"format":{"type":"text"}}"""),
        Field("tool_choice", "\"auto\""),
        Field("tools", "[]"),
        Field("top_logprobs", "0"),
        Field("top_p", "1.0"),
        Field("truncation", "\"disabled\""),
        Field("user", "null"),
    ];

    /// <summary>The index of <c>tools</c>.</summary>
    public static readonly int Tools = Array.FindIndex(Echoed, static field => field.IsTools);

    /// <summary>The index of <c>service_tier</c>, of which a response has the value that served it.</summary>
    public static readonly int Tier = Array.FindIndex(Echoed, static field => field.BareName.SequenceEqual("service_tier"u8));

    private static EchoedField Field(string name, string absent) =>
        new(System.Text.Encoding.ASCII.GetBytes($"\"{name}\":"), System.Text.Encoding.ASCII.GetBytes(absent));
}
