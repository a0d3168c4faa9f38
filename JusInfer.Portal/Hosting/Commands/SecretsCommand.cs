using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>The commands of the key ring.</summary>
internal static class SecretsCommand
{
    /// <summary>
    /// Nodes read the keys of the others once a day. A key that was used before they know it would produce cookies that they reject.
    /// </summary>
    private static readonly TimeSpan Propagation = TimeSpan.FromDays(2);

    public static Command Rotate { get; } = new()
    {
        Name = "secrets rotate",
        Summary = "creates new keys that sign access tokens and encrypt the secrets in the store",
        Details = "What earlier keys signed and encrypted stays valid.",
        ServerCanRun = true,
        RunAsync = RotateAsync,
    };

    public static Command Discard { get; } = new()
    {
        Name = "secrets discard",
        Summary = "deletes the keys in the store that cannot be decrypted, if a wrapping key is lost",
        Details = "Everyone then signs in again. Second factors, credentials of providers and secrets of webhooks have to be set again.",
        ServerCanRun = true,
        RunAsync = DiscardAsync,
    };

    private static async Task<int> DiscardAsync(
        IServiceProvider services, ImmutableArray<string> operands, TextWriter output, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(services, cancellationToken);
        var discarded = await services.GetRequiredService<KeyRingRewrap>().DiscardUnreadableAsync(context, cancellationToken);
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{discarded} unreadable Data Protection keys were deleted."));
        return 0;
    }

    private static async Task<int> RotateAsync(
        IServiceProvider services, ImmutableArray<string> operands, TextWriter output, CancellationToken cancellationToken)
    {
        await using (var context = await OpenAsync(services, cancellationToken))
            await services.GetRequiredService<KeyRingRewrap>().RunAsync(context, cancellationToken);
        var activation = services.GetRequiredService<TimeProvider>().GetUtcNow() + Propagation;
        var lifetime = services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime;
        var signing = await services.GetRequiredService<SigningKeyRing>().ReplaceAsync(cancellationToken);
        var key = services.GetRequiredService<IKeyManager>().CreateNewKey(activation, activation + lifetime);
        await output.WriteLineAsync(
            $"Access tokens are signed with the new key {signing} within five minutes. Tokens of earlier keys stay valid until they "
            + "expire.");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"The new Data Protection key {key.KeyId} encrypts from {activation:u} on, when every node knows it. "
            + $"What earlier keys encrypted stays readable."));
        return 0;
    }

    private static Task<PortalDbContext> OpenAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
}
