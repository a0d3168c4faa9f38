namespace JusInfer.Portal.Api.Input;

internal enum FieldKind
{
    Text,
    Secret,
    Whole,

    /// <summary>US dollars: a JSON number, or a string that holds one.</summary>
    Money,
    Flag,
    Time,

    /// <summary>A list of texts.</summary>
    Texts,
}

/// <summary>One thing that a call takes, in a body or a query string: read, refused and described by this alone.</summary>
internal sealed record Field(string Name, FieldKind Kind, string Description, bool Required = false)
{
    /// <summary>What its values are, in words for whoever sent something else.</summary>
    public string Wanted => Kind switch
    {
        FieldKind.Text or FieldKind.Secret => "a string",
        FieldKind.Whole => "a whole number",
        FieldKind.Money => "a number of US dollars",
        FieldKind.Flag => "true or false",
        FieldKind.Time => "a time as in RFC 3339, such as 2026-11-20T12:00:00Z",
        FieldKind.Texts => "a list of strings",
        _ => throw new InvalidOperationException($"{Kind} has no words."),
    };
}
