using System.Text.Json;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class LocalServerRow
{
    public required string Provider { get; init; }

    public required string Address { get; set; }

    /// <summary>The models as a JSON list.</summary>
    public required string Models { get; set; }

    public required DateTimeOffset AddedAt { get; set; }

    public required UserId AddedBy { get; set; }

    public static string ModelsOf(LocalServer server) => JsonSerializer.Serialize(server.Models);

    public LocalServer ToServer() => new()
    {
        Provider = Provider,
        Address = Address,
        Models = [.. JsonSerializer.Deserialize<LocalModel[]>(Models) ?? []],
        AddedAt = AddedAt,
        AddedBy = AddedBy,
    };
}
