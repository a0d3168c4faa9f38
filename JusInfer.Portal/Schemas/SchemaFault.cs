namespace JusInfer.Portal.Schemas;

/// <summary>The first place where a value does not conform to a schema.</summary>
/// <param name="Problem">What is wrong with the value, as the end of a sentence that begins with its path.</param>
internal sealed record SchemaFault(string Problem)
{
    /// <summary>The path of the value in the document, for example <c>$.items[2].name</c>.</summary>
    public string Path => $"${Steps}";

    /// <summary>The steps from the validated value to this one.</summary>
    private string Steps { get; init; } = "";

    /// <summary>The fault as one of the object that has the value as a property.</summary>
    public SchemaFault In(string property) => this with { Steps = $".{property}{Steps}" };

    /// <summary>The fault as one of the array that has the value as an item.</summary>
    public SchemaFault In(int index) => this with { Steps = $"[{index}]{Steps}" };

    public override string ToString() => $"{Path} {Problem}";
}
