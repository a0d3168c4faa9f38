namespace JusInfer.Portal.Components.Operator;

/// <summary>Describes what became of interrupted streams, and why one was not resumed, or not completed.</summary>
internal static class ResumptionDescriptions
{
    public static string OutcomeOf(string outcome) => outcome switch
    {
        "attempted" => "Resumption tried",
        "finished" => "Resumed to the end",
        "unfinished" => "Resumed, but not to the end",
        "refused" => "Not resumed",
        _ => outcome,
    };

    public static string Describe(string reason) => reason switch
    {
        "opted_out" => "The caller opted out of resumption.",
        "no_conversation" => "Text completions cannot be resumed.",
        "more_than_text" => "The response was more than text: several choices, log probabilities, a refusal or an incomplete tool call.",
        "broken_json" => "The delivered text was not a valid start of a JSON document.",
        "hops_spent" => "The stream had already been resumed twice.",
        "nobody" => "No provider could resume the stream.",
        "client_left" => "The client disconnected.",
        _ => reason,
    };
}
