using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>Models that count the tokens of images by one formula, or by several of which the largest is known.</summary>
internal enum VisionFamily
{
    /// <summary>No formula here bounds what its images cost: Qwen, for example, counts up to 16,384 tokens each.</summary>
    Unknown,
    OpenAi,

    /// <summary>GPT-4o mini, whose tokens are cheap and whose images have many.</summary>
    OpenAiMini,
    Claude,
    Gemini,
}

/// <summary>Finds the family of a model.</summary>
internal static class VisionFamilies
{
    /// <param name="model">The model. The name at its provider can be that of a deployment, which says nothing.</param>
    /// <param name="endpoint">Where it is called.</param>
    public static VisionFamily Of(Model model, ModelEndpoint endpoint) =>
        endpoint.Provider.IsAnthropic ? VisionFamily.Claude : Of(endpoint.Model) is not VisionFamily.Unknown and var named ? named : Of(model.Id);

    /// <param name="name">A name of a model, with or without that of its maker.</param>
    public static VisionFamily Of(string name) =>
        Is(name, "claude") ? VisionFamily.Claude
        : Is(name, "gemini") ? VisionFamily.Gemini
        : Is(name, "4o-mini") ? VisionFamily.OpenAiMini
        : Is(name, "gpt-") && !Is(name, "gpt-oss") || IsReasoningModel(name) ? VisionFamily.OpenAi
        : VisionFamily.Unknown;

    /// <summary>Whether a name is o1, o3 or o4, with or without what follows.</summary>
    private static bool IsReasoningModel(string name)
    {
        var own = name.AsSpan(name.LastIndexOf('/') + 1);
        return own is ['o' or 'O', >= '1' and <= '9', ..] and ([_, _] or [_, _, '-', ..]);
    }

    private static bool Is(string name, string family) => name.Contains(family, StringComparison.OrdinalIgnoreCase);
}
