using System.Buffers.Binary;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.Accounts.Passwords;

/// <summary>How passwords are hashed.</summary>
public sealed class PasswordHashTests
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    /// <summary>The number in OWASP's Password Storage Cheat Sheet, to which ASVS 11.4.2 refers.</summary>
    private const int Iterations = 210_000;

    [Fact]
    public async Task A_hash_with_fewer_iterations_is_renewed_at_the_next_sign_in()
    {
        await using var host = await ControlPlaneHost.StartAsync(static services => services.HashPasswordsAsShipped());
        await host.SignUpAsync(Email, Password);
        IterationsOf(await HashAsync(host)).ShouldBe(Iterations);

        var weaker = new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 }));
        await HashAsync(host, user => weaker.HashPassword(user, Password));
        IterationsOf(await HashAsync(host)).ShouldBe(100_000);
        (await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = Email, password = Password })).ShouldBe(200);

        IterationsOf(await HashAsync(host)).ShouldBe(Iterations);
    }

    /// <summary>Version 3 of Identity's format: a marker, the function (2 is HMAC-SHA-512), the iterations, the length of the salt, salt and key.</summary>
    private static int IterationsOf(byte[] hash)
    {
        (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1))).ShouldBe(((byte)1, 2u));
        return (int)BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5));
    }

    /// <summary>The stored hash of the password, after it was replaced if <paramref name="replace"/> is given.</summary>
    private static async Task<byte[]> HashAsync(ControlPlaneHost host, Func<PortalUser, string>? replace = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync(Email)).ShouldNotBeNull();
        if (replace is not null)
        {
            user.PasswordHash = replace(user);
            (await users.UpdateAsync(user)).Succeeded.ShouldBeTrue();
        }

        return Convert.FromBase64String(user.PasswordHash!);
    }
}
