namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A suggestion of a <see cref="ComboBox"/>.</summary>
/// <param name="Value">What is chosen, such as an id.</param>
/// <param name="Text">What the field shows, such as a name.</param>
/// <param name="Note">What else describes it and is searched, such as a price; null for nothing.</param>
public readonly record struct ComboOption(string Value, string Text, string? Note = null)
{
    /// <summary>A suggestion that is shown as it is.</summary>
    public static ComboOption From(string value) => new(value, value);
}
