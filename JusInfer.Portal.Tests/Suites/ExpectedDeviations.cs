namespace JusInfer.Portal.Tests.Suites;

/// <summary>
/// Where answers deviate from the types of the SDKs, each with its reason. The list can only get shorter: an entry that no longer occurs
/// fails its suite.
/// </summary>
internal static class ExpectedDeviations
{
    private const string CompactedMessages = "OpenAI's own endpoint returns the messages of the user, which its types do not have";

    private static readonly (string Suite, string Deviation, string Reason)[] All =
    [
        ("compact", "Compact /output/*/role must be equal to constant", CompactedMessages),
        ("compact", "Compact /output/*/content/*/type must be equal to one of the allowed values", CompactedMessages),
        ("openai-responses", "ResponsesEvent /response/error/code must be equal to one of the allowed values",
            "the gateway's codes are the same in every dialect (content/docs/errors.md)"),
    ];

    public static IEnumerable<string> Of(string suite) => All.Where(entry => entry.Suite == suite).Select(static entry => entry.Deviation);
}
