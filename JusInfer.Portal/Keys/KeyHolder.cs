using System.Collections.Immutable;
using System.Net;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>A key and the member it acts for, or itself in the place of a member. Calls are checked against the limits of both.</summary>
internal sealed record KeyHolder(ApiKey Key, Member Member)
{
    /// <summary>Whether the secret by which the key was found is the one before the last rotation.</summary>
    public bool HasPreviousSecret { get; init; }

    /// <summary>Whether the key, and the secret by which it was found, work.</summary>
    public bool IsLive(DateTimeOffset now) => Key.IsLive(now) && (!HasPreviousSecret || Key.Previous?.EndsAt > now);

    /// <summary>The holder of a service key: a member that is not in the team, whose calls have no limits but those of the key and the team.</summary>
    public static KeyHolder OfService(ApiKey key) => new(key, new Member
    {
        Id = key.HolderId,
        TeamId = key.TeamId,
        UserId = new UserId(key.Id.Value),
        Email = "",
        Role = Role.Viewer,
        JoinedAt = key.CreatedAt,
    });

    /// <summary>The rate limits of the key's team.</summary>
    public RateLimits TeamRates { get; init; } = RateLimits.None;

    /// <summary>The rules of the key's team for stored responses.</summary>
    public ResponsePolicy Responses { get; init; } = ResponsePolicy.Default;

    /// <summary>The team's policy for keys. Its models and addresses restrict keys that are older than it, too.</summary>
    public KeyPolicy Policy { get; init; } = KeyPolicy.None;

    /// <summary>The team's rules for automatic routing.</summary>
    public RoutingPolicy Routing { get; init; } = RoutingPolicy.Default;

    /// <summary>Whether the key may be used from an address; null is an unknown one.</summary>
    public bool Allows(IPAddress? address) => Includes(Key.Terms.AllowedAddresses, address) && Includes(Policy.AllowedAddresses, address);

    private static bool Includes(ImmutableArray<AddressRange> allowed, IPAddress? address)
    {
        if (allowed.IsEmpty) return true;
        if (address is null) return false;
        foreach (var range in allowed)
        {
            if (range.Contains(address)) return true;
        }

        return false;
    }
}
