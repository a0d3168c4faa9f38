namespace JusInfer.Portal.Components.Operator;

/// <summary>Why an answer that broke off did not come to its end, as a person would say it.</summary>
internal static class ResumptionDescriptions
{
    public static string Explain(string reason) => reason switch
    {
        "opted_out" => "The caller had forbidden it.",
        "no_conversation" => "It was a text completion.",
        "more_than_text" => "It was more than text: several choices, log probabilities, a refusal, half a tool call.",
        "broken_json" => "It was no beginning of a JSON document.",
        "hops_spent" => "Two others had taken over already.",
        "nobody" => "No provider went on with it.",
        "client_left" => "The client hung up.",
        _ => reason,
    };
}
