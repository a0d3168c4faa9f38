using System.Collections.Immutable;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>
/// Keys in the store cannot be unwrapped with the settings of this process. It must not start: with a new key ring, everyone would be signed out, and
/// second factors and credentials of providers would be unusable.
/// </summary>
/// <param name="unreadable">The ids of the wrapping keys of each unreadable key.</param>
/// <param name="stored">The number of keys in the store.</param>
/// <param name="configured">The settings of this process.</param>
internal sealed class UnreadableKeysException(IReadOnlyCollection<string> unreadable, int stored, WrappingKeys configured)
    : Exception(Describe(unreadable, stored, configured))
{
    private static string Describe(IReadOnlyCollection<string> unreadable, int stored, WrappingKeys configured)
    {
        ImmutableHashSet<string> known = [.. configured.Previous.Select(static key => key.Id), .. configured.Current is { } current ? [current.Id] : Array.Empty<string>()];
        var missing = unreadable.Where(id => !known.Contains(id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var cause = missing.Count > 0
            ? $"they are wrapped with {string.Join(" and ", missing)}, which no setting names. Write its file to Secrets:Previous, or to Secrets:KeyFile or Secrets:CertificateFile."
            : "they were changed in the store. Restore the table data_protection_keys from a backup.";
        return $"{unreadable.Count} of {stored} Data Protection keys in the store cannot be read: {cause} If that is impossible, "
            + "'jusinfer secrets discard' deletes the unreadable keys; everyone then has to sign in again, "
            + "and second factors, credentials of providers and secrets of webhooks have to be set again.";
    }
}
