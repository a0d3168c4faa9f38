using JusInfer.Portal.Content;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// The articles of the repository, which do not change during a run. Reading them is more than half of the work of starting a host, so all hosts in this
/// process share them. The tests of the articles and of processes read them anew.
/// </summary>
internal static class SharedContent
{
    private static readonly FirstContent OfRepository = new(Repository.Root);

    public static IServiceCollection ShareContent(this IServiceCollection services) => services.AddSingleton(OfRepository);
}
