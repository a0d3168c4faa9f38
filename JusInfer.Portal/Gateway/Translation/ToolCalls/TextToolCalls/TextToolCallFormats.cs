using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>The text formats of tool calls, by their value in the catalog.</summary>
internal static class TextToolCallFormats
{
    private static readonly Dictionary<ToolCallFormat, ITextToolCallFormat> ByFormat = new()
    {
        [ToolCallFormat.Hermes] = new HermesFormat(),
        [ToolCallFormat.Qwen3Coder] = new QwenCoderFormat(),
        [ToolCallFormat.DeepSeek] = new DeepSeekFormat(),
        [ToolCallFormat.Glm] = new GlmFormat(),
        [ToolCallFormat.MiniMax] = new MiniMaxFormat(),
        [ToolCallFormat.Kimi] = new KimiFormat(),
    };

    /// <summary>Finds a format; null if there is none for the value.</summary>
    public static ITextToolCallFormat? Find(ToolCallFormat format) => ByFormat.GetValueOrDefault(format);
}
