namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Describes the router's reason codes.</summary>
internal static class RouteDescriptions
{
    public static string Describe(string reason) => reason switch
    {
        "pinned" => "The call named this model.",
        "auto:utility" => "A short call without tools: a small model is sufficient.",
        "auto:tool-result" => "The call processes a tool result: a small model is sufficient.",
        "auto:vision" => "The call contains an image: the best model with vision.",
        "auto:reasoning" => "The call needs reasoning: the best capable model.",
        "auto:economy" => "The monthly cap is reached: the cheapest capable model.",
        _ => reason,
    };
}
