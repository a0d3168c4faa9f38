using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Rules;

/// <summary>
/// The names of end users that providers receive. Anthropic refuses an e-mail address, a phone number and more than 256 characters
/// (platform.claude.com/docs/en/api/messages, BerriAI/litellm#10106). It gets an HMAC of the team and such a name, under a secret of the
/// store: always the same for one end user, on all nodes, but another one for each team. Every other name stays as it is.
/// </summary>
internal sealed class UserIdentifiers(IUserIdentifierStore store) : IHostedService
{
    private const int MaxCharacters = 256;

    private static readonly SearchValues<char> PhoneNumber = SearchValues.Create("0123456789+-(). ");

    private byte[]? secret;

    public async Task StartAsync(CancellationToken cancellationToken) => secret = await store.ReadSecretAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <returns>The lowercase hexadecimal HMAC that the provider receives instead of the name; null if it accepts the name.</returns>
    public string? Replacement(Provider provider, TeamId team, string name) =>
        EndpointRules.RefusesPersonalData(provider) && IsPersonal(name) ? Hash(team, name) : null;

    public static bool IsPersonal(ReadOnlySpan<char> name) =>
        name.Length > MaxCharacters || name.Contains('@') || (!name.IsEmpty && !name.ContainsAnyExcept(PhoneNumber));

    private string Hash(TeamId team, string name)
    {
        var key = secret ?? throw new InvalidOperationException("The secret for user identifiers is read at the start.");
        byte[] message = [.. team.Value.ToByteArray(), .. Encoding.UTF8.GetBytes(name)];
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, message));
    }
}
