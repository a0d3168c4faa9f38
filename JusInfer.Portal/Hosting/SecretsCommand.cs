using System.Data.Common;
using System.Globalization;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// <c>secrets rotate</c>: creates another key that signs access tokens, and another Data Protection key. <c>secrets discard</c>: deletes the Data Protection
/// keys that cannot be unwrapped. The server can run meanwhile.
/// </summary>
internal static class SecretsCommand
{
    private const int UsageError = 64; // sysexits.h: EX_USAGE
    private const int Unavailable = 69; // sysexits.h: EX_UNAVAILABLE
    private const int ConfigurationError = 78; // sysexits.h: EX_CONFIG

    /// <summary>Nodes read the keys of the others once a day. A key that was used before they know it would produce cookies that they reject.</summary>
    private static readonly TimeSpan Propagation = TimeSpan.FromDays(2);

    public static bool IsRequestedBy(string[] args) => args is ["secrets", ..];

    /// <returns>The exit code: 0 after success.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        await using var disposed = app;
        if (args is not ["secrets", "rotate" or "discard"])
        {
            await output.WriteLineAsync("Usage: dotnet JusInfer.Portal.dll secrets rotate, or secrets discard.");
            return UsageError;
        }

        if (PortalRun.FindErrors(app.Services) is { Count: > 0 } errors)
        {
            foreach (var error in errors) await output.WriteLineAsync(error);
            return ConfigurationError;
        }

        try
        {
            await using var context = await app.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
            var keyRing = app.Services.GetRequiredService<KeyRingRewrap>();
            if (args is [_, "discard"]) return await DiscardAsync(keyRing, context, output, cancellationToken);
            await keyRing.RunAsync(context, cancellationToken);
            return await RotateAsync(app.Services, output, cancellationToken);
        }
        catch (UnreadableKeysException fault)
        {
            await output.WriteLineAsync(fault.Message);
            return ConfigurationError;
        }
        catch (DbException fault)
        {
            await output.WriteLineAsync($"The store cannot be used: {fault.Message}");
            return Unavailable;
        }
    }

    private static async Task<int> DiscardAsync(KeyRingRewrap keyRing, PortalDbContext context, TextWriter output, CancellationToken cancellationToken)
    {
        var discarded = await keyRing.DiscardUnreadableAsync(context, cancellationToken);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{discarded} unreadable Data Protection keys were deleted."));
        return 0;
    }

    private static async Task<int> RotateAsync(IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var activation = services.GetRequiredService<TimeProvider>().GetUtcNow() + Propagation;
        var lifetime = services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime;
        var signing = await services.GetRequiredService<SigningKeyRing>().ReplaceAsync(cancellationToken);
        var key = services.GetRequiredService<IKeyManager>().CreateNewKey(activation, activation + lifetime);
        await output.WriteLineAsync($"Access tokens are signed with the new key {signing} within five minutes. Tokens of earlier keys stay valid until they expire.");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"The new Data Protection key {key.KeyId} encrypts from {activation:u} on, when every node knows it. What earlier keys encrypted stays readable."));
        return 0;
    }
}
