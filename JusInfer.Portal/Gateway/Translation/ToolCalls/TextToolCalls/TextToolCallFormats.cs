using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>The forms by the word that the catalog has for them.</summary>
internal static class TextToolCallFormats
{
    private static readonly Dictionary<ToolCallFormat, ITextToolCallFormat> ByFormat = new()
    {
        [ToolCallFormat.Hermes] = new HermesFormat(),
        [ToolCallFormat.Qwen3Coder] = new QwenCoderFormat(),
    };

    /// <summary>Null where the model's leaks have no reader here.</summary>
    public static ITextToolCallFormat? Of(ToolCallFormat format) => ByFormat.GetValueOrDefault(format);
}
