using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// A hash of a password takes 160 ms of a core with the product's iterations, and thousands of tests sign somebody up. So hosts of tests use fewer, apart from tests about
/// hashes and about guessing passwords.
/// </summary>
internal static class PasswordHashing
{
    public static IServiceCollection HashPasswordsFast(this IServiceCollection services) =>
        services.PostConfigure<PasswordHasherOptions>(static hashing => hashing.IterationCount = 1000);

    public static void HashPasswordsAsShipped(this IServiceCollection services) => services.RemoveAll<IPostConfigureOptions<PasswordHasherOptions>>();
}
