using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.Leaks;

/// <summary>The forms by the word that the catalog has for them.</summary>
internal static class LeakForms
{
    private static readonly Dictionary<ToolCallFormat, ILeakForm> ByFormat = new()
    {
        [ToolCallFormat.Hermes] = new HermesLeak(),
        [ToolCallFormat.Qwen3Coder] = new QwenCoderLeak(),
    };

    /// <summary>Null where the model's leaks have no reader here.</summary>
    public static ILeakForm? Of(ToolCallFormat format) => ByFormat.GetValueOrDefault(format);
}
