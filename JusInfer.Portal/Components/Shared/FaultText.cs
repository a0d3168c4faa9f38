namespace JusInfer.Portal.Components.Shared;

/// <summary>Sentences about bad input, with the form's own word in place of the field's name in the interface for programs.</summary>
internal static class FaultText
{
    /// <summary><c>monthly_usd must be …</c> becomes <c>The cap must be …</c>.</summary>
    public static string Say(this IEnumerable<string> sentences, string field, string label) =>
        string.Join(' ', sentences.Select(sentence =>
            sentence.StartsWith(field + " ", StringComparison.Ordinal) ? label + sentence[field.Length..] : sentence));
}
