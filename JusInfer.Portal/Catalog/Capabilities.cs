namespace JusInfer.Portal.Catalog;

/// <summary>The capabilities of a model. A request is only routed to models with all capabilities that it needs.</summary>
[Flags]
internal enum Capabilities
{
    None = 0,
    Tools = 1,

    /// <summary>Several tool calls in one response.</summary>
    ParallelTools = 1 << 1,

    /// <summary>Images in the prompt.</summary>
    Vision = 1 << 2,

    /// <summary><c>response_format: json_object</c>.</summary>
    JsonObject = 1 << 3,

    /// <summary><c>response_format: json_schema</c>.</summary>
    JsonSchema = 1 << 4,
    Reasoning = 1 << 5,
    Logprobs = 1 << 6,
    Embeddings = 1 << 7,

    /// <summary>Legacy text completions, <c>/v1/completions</c>.</summary>
    Completions = 1 << 8,
}
