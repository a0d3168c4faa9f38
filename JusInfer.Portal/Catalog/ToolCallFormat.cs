namespace JusInfer.Portal.Catalog;

/// <summary>
/// The text format in which a model may write tool calls into its content. Native tool calls are always read; the text of a model with
/// <see cref="Native"/> is never searched for tool calls.
/// </summary>
internal enum ToolCallFormat
{
    Native,
    Hermes,
    Qwen3Coder,
    DeepSeek,
    Glm,
    MiniMax,
    Kimi,
}
