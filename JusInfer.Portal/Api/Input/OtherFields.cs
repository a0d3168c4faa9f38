namespace JusInfer.Portal.Api.Input;

/// <summary>
/// Endpoint metadata: fields of a query string that are not properties of its type, because they are registered when the process starts.
/// The type has them in its extension data.
/// </summary>
internal sealed record OtherFields(IReadOnlyList<OtherField> All)
{
    public static OtherFields None { get; } = new([]);

    public bool Has(string name) => All.Any(field => field.Name == name);
}

/// <summary>A field with a text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for people and models.</param>
/// <param name="Values">The allowed values; empty for any.</param>
internal sealed record OtherField(string Name, string Description, IReadOnlyList<string> Values);
