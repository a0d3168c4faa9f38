using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class TenantRow
{
    public required TenantId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether responses are stored.</summary>
    public bool StoreResponses { get; init; } = true;

    /// <summary>Whether all members can use the stored responses.</summary>
    public bool ShareResponses { get; init; }

    /// <summary>The IANA id of the time zone in which days begin.</summary>
    public string TimeZone { get; init; } = "UTC";

    public ResponsePolicy ResponsePolicy => new() { Store = StoreResponses, ShareWithTeam = ShareResponses };
}
