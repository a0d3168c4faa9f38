using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A row of small columns, with the same values as text for screen readers.</summary>
public sealed partial class Sparkline
{
    /// <summary>Pixels from the start of a column to that of the next one, between two columns, and of the highest one.</summary>
    private const int Step = 6;
    private const int Gap = 2;
    private const int Height = 24;

    /// <summary>The values, none negative. The highest one fills the height.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<decimal> Values { get; set; } = [];

    /// <summary>What the columns show, with their values.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>A value above zero is at least two pixels high, zero is one.</summary>
    private int HeightOf(decimal value) => value <= 0 ? 1 : Math.Max(2, (int)Math.Round(value / Values.Max() * Height));
}
