using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The words of the user's turn that asks a model to go on with an answer that broke off. They speak of that answer alone: the caller's
/// instructions, language and format stay what they are, and no system prompt is touched. <see cref="Read"/> knows them again.
/// </summary>
/// <param name="Anchor">The end of the answer, which the model is asked to repeat: the continuation is joined there.</param>
internal sealed record ContinuationPrompt(string Anchor)
{
    /// <summary>How many characters of the answer's end the model is asked to repeat, up to the beginning of a word.</summary>
    public const int AnchorLength = 40;

    /// <summary>
    /// The longest anchor that begins at a word. Models drop white space and partial words at the edges of a quotation. Characters.
    /// </summary>
    private const int MaxAnchorLength = 64;

    private const string Opening = "Your last message broke off before you had finished it. It ends with the characters between these "
        + "quotation marks:\n\"";

    private const string Closing =
        "\"\nRepeat exactly these characters first, without the marks, and then go on from there to the end of what you were saying, in "
        + "the same language and format. "
        + "Write no other word: nothing before them, and nothing about the break.";

    private const string OneDocument = "\nYour message as a whole is one JSON document, with nothing before or after it.";
    private const string AfterSchema = "\nYour message as a whole is one JSON document, with nothing before or after it, that fits "
        + "this schema: ";
    private const string CallNext = "\nWhat comes next is a call of this tool: ";

    /// <summary>The answer is one JSON document.</summary>
    public bool IsJson { get; init; }

    /// <summary>The schema that the document has to fit, JSON.</summary>
    public string? Schema { get; init; }

    /// <summary>The tool whose call broke off.</summary>
    public string? Tool { get; init; }

    /// <summary>The end of an answer that a model is asked to repeat: whole words where possible, never half a surrogate pair.</summary>
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

    /// <param name="text">The answer so far; not blank.</param>
    /// <param name="format">The form that the answer has to have.</param>
    /// <param name="tool">The tool whose call broke off; null where none did.</param>
    public static ContinuationPrompt For(string text, OutputFormat format, string? tool) => new(AnchorOf(text))
    {
        IsJson = format is not OutputFormat.FreeText,
        Schema = (format as OutputFormat.JsonSchema)?.Schema.GetRawText(),
        Tool = tool,
    };

    /// <summary>What a turn asks that is in these words; null of any other.</summary>
    public static ContinuationPrompt? Read(string turn)
    {
        if (!turn.StartsWith(Opening, StringComparison.Ordinal)) return null;
        var end = turn.LastIndexOf(Closing, StringComparison.Ordinal);
        if (end < Opening.Length) return null;
        var rest = turn.AsSpan(end + Closing.Length);
        string? tool = null;
        if (rest.StartsWith(CallNext))
        {
            var line = rest[CallNext.Length..];
            var length = line.IndexOf('\n') is >= 0 and var next ? next : line.Length;
            tool = line[..length].ToString();
            rest = line[length..];
        }

        var schema = rest.StartsWith(AfterSchema) ? rest[AfterSchema.Length..].ToString() : null;
        if (schema is null && rest is not ("" or OneDocument)) return null;
        return new ContinuationPrompt(turn[Opening.Length..end]) { IsJson = !rest.IsEmpty, Schema = schema, Tool = tool };
    }

    public override string ToString() => string.Concat(
        $"{Opening}{Anchor}{Closing}",
        Tool is null ? "" : $"{CallNext}{Tool}",
        Schema is not null ? $"{AfterSchema}{Schema}" : IsJson ? OneDocument : "");
}
