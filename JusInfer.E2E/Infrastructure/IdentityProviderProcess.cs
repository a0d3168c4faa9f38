using System.Diagnostics;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A real OpenID Connect provider, the npm package <c>oidc-provider</c>, with the portal as its client.</summary>
internal sealed class IdentityProviderProcess : IAsyncDisposable
{
    private const string ClientId = "jusinfer";

    private static readonly string Folder = Path.Combine(Repository.Root, "JusInfer.E2E", "identity-provider");

    private readonly Process process;
    private readonly string secret;

    private IdentityProviderProcess(Process process, string secret, Uri address) => (this.process, this.secret, Address) = (process, secret, address);

    /// <summary>Why no provider can be started; null if one can.</summary>
    public static string? Missing => Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider"))
        ? null
        : "oidc-provider is not installed. Run: (cd JusInfer.E2E/identity-provider && npm ci)";

    public Uri Address { get; }

    /// <summary>The portal's settings, as environment variables.</summary>
    public (string Name, string Value)[] Settings =>
    [
        .. new (string Key, string Value)[]
            {
                ("Name", "acme"), ("DisplayName", "Acme"), ("Type", "openidconnect"), ("Authority", Address.GetLeftPart(UriPartial.Authority)), ("ClientId", ClientId), ("ClientSecret", secret),
            }
            .Select(static setting => ($"Accounts__ExternalSignIn__Providers__0__{setting.Key}", setting.Value)),
    ];

    public static async Task<IdentityProviderProcess> StartAsync()
    {
        var password = Secrets.Register("client secret", Guid.NewGuid().ToString("N"));
        var started = Process.Start(new ProcessStartInfo("node", ["provider.mjs", ClientId, password])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node did not start.");
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginErrorReadLine();
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new IdentityProviderProcess(started, password, new Uri(line ?? throw new InvalidOperationException("The provider did not start.")));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
