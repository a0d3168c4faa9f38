using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The user message that asks a model to continue an interrupted answer. It refers to that answer only and does not change the client's
/// instructions, language or format; system prompts are not modified.
/// </summary>
/// <param name="Anchor">
/// The end of the delivered text, which the model is asked to repeat so that the continuation can be joined there.
/// </param>
internal sealed record ContinuationPrompt(string Anchor)
{
    /// <summary>The minimum length of the anchor in characters; it is extended to the start of a word.</summary>
    public const int AnchorLength = 40;

    /// <summary>The maximum length of an anchor that starts with a word. Models drop white space and partial words at the edges.</summary>
    private const int MaxAnchorLength = 64;

    private const string BeforeAnchor = "Your last message broke off before you had finished it. It ends with the characters between these "
        + "quotation marks:\n\"";

    private const string AfterAnchor =
        "\"\nRepeat exactly these characters first, without the marks, and then go on from there to the end of what you were saying, in "
        + "the same language and format. "
        + "Write no other word: nothing before them, and nothing about the break.";

    private const string JsonInstruction = "\nYour message as a whole is one JSON document, with nothing before or after it.";
    private const string SchemaInstruction = "\nYour message as a whole is one JSON document, with nothing before or after it, that fits "
        + "this schema: ";
    private const string ToolCallInstruction = "\nWhat comes next is a call of this tool: ";

    /// <summary>The answer has to be one JSON document.</summary>
    public bool IsJson { get; init; }

    /// <summary>The JSON schema of that document; absent if there is none.</summary>
    public string? Schema { get; init; }

    /// <summary>The name of the tool whose call was interrupted; absent if none was.</summary>
    public string? Tool { get; init; }

    /// <summary>
    /// The end of the text that the model is asked to repeat. Does not split surrogate pairs and, if possible, starts with a word.
    /// </summary>
    public static string AnchorOf(string delivered)
    {
        if (delivered.Length <= AnchorLength) return delivered.TrimStart();
        for (var start = delivered.Length - AnchorLength; start > 0 && delivered.Length - start <= MaxAnchorLength; start--)
        {
            if (char.IsWhiteSpace(delivered[start - 1]) && !char.IsWhiteSpace(delivered[start])) return delivered[start..];
        }

        var middle = delivered.Length - AnchorLength;
        return delivered[(char.IsLowSurrogate(delivered[middle]) ? middle - 1 : middle)..].TrimStart();
    }

    /// <param name="text">The delivered text; not blank.</param>
    /// <param name="format">The required format of the answer.</param>
    /// <param name="tool">The name of the tool whose call was interrupted; null if none was.</param>
    public static ContinuationPrompt For(string text, OutputFormat format, string? tool) => new(AnchorOf(text))
    {
        IsJson = format is not OutputFormat.FreeText,
        Schema = (format as OutputFormat.JsonSchema)?.Schema.GetRawText(),
        Tool = tool,
    };

    /// <summary>The text of the message.</summary>
    public override string ToString() => string.Concat(
        $"{BeforeAnchor}{Anchor}{AfterAnchor}",
        Tool is null ? "" : $"{ToolCallInstruction}{Tool}",
        Schema is not null ? $"{SchemaInstruction}{Schema}" : IsJson ? JsonInstruction : "");
}
