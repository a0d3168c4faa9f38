using System.Security.Cryptography;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Binds what a page needs to become interactive to the session for which it was rendered: the markers of its components, its state, and
/// the id with which it reconnects. The framework encrypts them without saying for whom, so that someone could have a page of theirs run
/// with another person's session.
/// </summary>
internal sealed class PageMarkers(IDataProtectionProvider inner, IAuditCaller callers) : IDataProtectionProvider
{
    /// <summary>
    /// A page that waits for its browser is kept by the process, which acts for nobody. It leaves the process with a session only.
    /// </summary>
    private const string Process = "process";

    private const string Nobody = "nobody";

    private static readonly HashSet<string> Purposes = new(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore.Components.ComponentDescriptorSerializer,V1",
        "Microsoft.AspNetCore.Components.Server.State",
        "Microsoft.AspNetCore.Components.Server.CircuitIdFactory,V1",
    };

    private string Session => callers.Current is { Session: { } session } ? session.ToString()
        : callers.Current == AuditCaller.System ? Process
        : Nobody;

    /// <summary>Replaces the registered provider. Call it after Data Protection is registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(IDataProtectionProvider));
        services.AddSingleton<IDataProtectionProvider>(container => new PageMarkers(
            (IDataProtectionProvider)registered.ImplementationFactory!(container), container.GetRequiredService<IAuditCaller>()));
    }

    public IDataProtector CreateProtector(string purpose) =>
        Purposes.Contains(purpose) ? new Protector(this, inner.CreateProtector(purpose)) : inner.CreateProtector(purpose);

    private sealed class Protector(PageMarkers markers, IDataProtector inner) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => new Protector(markers, inner.CreateProtector(purpose));

        public byte[] Protect(byte[] plaintext) => inner.CreateProtector(markers.Session).Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData)
        {
            try
            {
                return inner.CreateProtector(markers.Session).Unprotect(protectedData);
            }
            catch (CryptographicException)
            {
                return inner.CreateProtector(Process).Unprotect(protectedData);
            }
        }
    }

    /// <summary>Makes the user of a connection known to what its messages do, as middleware does for requests.</summary>
    internal sealed class User(CurrentCaller caller) : IHubFilter
    {
        public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext,
            ValueTask<object?>> next)
        {
            if (invocation.Context.User is { } user) caller.SetPageUser(user);
            return await next(invocation);
        }
    }
}
