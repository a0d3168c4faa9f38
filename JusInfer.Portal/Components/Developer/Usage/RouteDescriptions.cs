namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The router's short reasons, as a person would give them.</summary>
internal static class RouteDescriptions
{
    public static string Explain(string reason) => reason switch
    {
        "pinned" => "The call named this model.",
        "auto:utility" => "A short call without tools: a small model does.",
        "auto:tool-result" => "It digests a tool's result: a small model does.",
        "auto:vision" => "It carries an image: the best model that can see.",
        "auto:reasoning" => "A step that needs reasoning: the best capable model.",
        "auto:economy" => "The monthly cap is reached: the cheapest capable model.",
        _ => reason,
    };
}
