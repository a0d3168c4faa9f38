using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>
/// A dialect of these tests: a path, a framing, errors, tool names and a provider's endpoint of its own. An answer is a sequence of events
/// <c>{"text":…}</c>, <c>{"tool":…,"id":…}</c>, <c>{"input":…}</c> and at last <c>{"end":…,"in":…,"out":…}</c>: lines of a stream, or the
/// list <c>events</c> of one object.
/// </summary>
internal static class ToyDialect
{
    public static readonly Dialect Id = new("toy");

    public static IServiceCollection AddToy(this IServiceCollection services) => services
        .AddSingleton(Id)
        .AddSingleton<IClientDialect, ToyClientDialect>()
        .AddSingleton<IUpstreamDialect, ToyUpstream>();
}
