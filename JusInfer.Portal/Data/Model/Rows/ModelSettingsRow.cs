using System.Text.Json;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class ModelSettingsRow
{
    public required string Model { get; init; }

    public required bool Enabled { get; set; }

    /// <summary>The aliases as a JSON list.</summary>
    public required string Aliases { get; set; }

    /// <summary>The prices as a JSON list.</summary>
    public required string Prices { get; set; }

    public required DateTimeOffset SetAt { get; set; }

    public required UserId SetBy { get; set; }

    public static ModelSettingsRow From(ModelSettings settings) => new()
    {
        Model = settings.Model,
        Enabled = settings.Enabled,
        Aliases = JsonSerializer.Serialize(settings.Aliases),
        Prices = JsonSerializer.Serialize(settings.Prices),
        SetAt = settings.SetAt,
        SetBy = settings.SetBy,
    };

    public ModelSettings ToSettings() => new()
    {
        Model = Model,
        Enabled = Enabled,
        Aliases = [.. JsonSerializer.Deserialize<string[]>(Aliases) ?? []],
        Prices = [.. JsonSerializer.Deserialize<CustomPrice[]>(Prices) ?? []],
        SetAt = SetAt,
        SetBy = SetBy,
    };
}
