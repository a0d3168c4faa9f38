namespace JusInfer.Portal.Catalog;

/// <summary>
/// The text form in which a model may leak its tool calls into the content. Native calls are always understood;
/// the text of a model that is not marked is never searched for calls.
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
