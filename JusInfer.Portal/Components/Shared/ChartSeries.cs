namespace JusInfer.Portal.Components.Shared;

/// <summary>One series of a chart.</summary>
/// <param name="Name">Its name in the legend and the table.</param>
/// <param name="Values">A value for each label; null if there is none.</param>
/// <param name="Texts">The same values, formatted.</param>
/// <param name="Color">Its color.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, IReadOnlyList<string> Texts, ChartColor Color = ChartColor.Green);

/// <summary>The colors of series. The value is the number of the design token.</summary>
public enum ChartColor
{
    Green = 1,
    PaleGreen = 2,
    Amber = 3,
    Blue = 4,
    Violet = 5,
    Gray = 6,
    Red = 7,
}

/// <summary>The unit of a chart's axis.</summary>
public enum ChartUnit
{
    Count,

    /// <summary>US dollars.</summary>
    Usd,

    /// <summary>Percent of 100.</summary>
    Percent,

    Milliseconds,
}
