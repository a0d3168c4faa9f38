using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Encodings.Web;
using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JusInfer.Benchmarks;

/// <summary>
/// The cost of authenticating a call with a known key: by the gateway's middleware, and by an ASP.NET Core authentication handler with an
/// authorization policy. Each includes the creation of the request's <see cref="HttpContext"/>, which "Nothing" measures alone.
/// </summary>
public class Authentication : IDisposable
{
    private readonly string authorization = $"Bearer {KeyFormat.Generate().Reveal()}";
    private ServiceProvider services = null!;
    private DefaultHttpContextFactory contexts = null!;
    private Endpoint endpoint = null!;
    private RequestDelegate middleware = null!;
    private RequestDelegate policy = null!;

    [GlobalSetup]
    public void SetUp()
    {
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<ILoggerFactory, NullLoggerFactory>()
            .AddSingleton<Signal<AccessChanged>>()
            .AddSingleton<IKeyStore>(new OneKey(KeyHash.From(authorization.AsSpan("Bearer ".Length))))
            .AddSingleton<ApiKeyCache>()
            .AddSingleton<KeyUseLog>()
            .AddSingleton<RejectionLog>()
            .AddSingleton<IRejectionStore, NoRefusals>()
            .AddSingleton(new AuthenticationFailures(600))
            .AddRouting()
            .AddAuthorization()
            .AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, configureOptions: null).Services
            .BuildServiceProvider();
        contexts = new DefaultHttpContextFactory(services);
        var required = new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder(ApiKeyHandler.Scheme).RequireAuthenticatedUser().Build();
        endpoint = new Endpoint(static _ => Task.CompletedTask, new EndpointMetadataCollection(required), "call");
        middleware = new ApplicationBuilder(services).UseMiddleware<ApiKeyMiddleware>().Use(Respond).Build();
        policy = new ApplicationBuilder(services).UseAuthorization().Use(Respond).Build();
    }

    [Benchmark(Baseline = true)]
    public HttpContext Nothing()
    {
        var context = Context();
        contexts.Dispose(context);
        return context;
    }

    [Benchmark(Description = "middleware")]
    public Task Middleware() => SendAsync(middleware);

    [Benchmark(Description = "handler and policy")]
    public Task HandlerAndPolicy() => SendAsync(policy);

    [GlobalCleanup]
    public void Dispose()
    {
        services.Dispose();
        GC.SuppressFinalize(this);
    }

    private static RequestDelegate Respond(RequestDelegate next) => static _ => Task.CompletedTask;

    private async Task SendAsync(RequestDelegate pipeline)
    {
        var context = Context();
        await pipeline(context);
        if (context.Response.StatusCode != 200) throw new InvalidOperationException($"The call was answered {context.Response.StatusCode}.");
        contexts.Dispose(context);
    }

    private HttpContext Context()
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        var context = contexts.Create(features);
        context.Request.Headers.Authorization = authorization;
        context.SetEndpoint(endpoint);
        return context;
    }

    /// <summary>The same check as an authentication handler.</summary>
    private sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyCache keys)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public new const string Scheme = "ApiKey";

        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var key = PresentedKey.In(Request).ToString();
            if (PresentedKey.IsInQuery(Request) || !KeyFormat.IsWellFormed(key)) return AuthenticateResult.NoResult();
            if (await keys.FindAsync(KeyHash.From(key), Context.RequestAborted) is not { } holder) return AuthenticateResult.Fail("The key is not live.");
            Context.Features.Set(new Caller(holder, TimeSpan.Zero));
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme)), Scheme));
        }
    }

    /// <summary>No call of the benchmark is rejected.</summary>
    private sealed class NoRefusals : IRejectionStore
    {
        public Task AddAsync(IReadOnlyList<Rejection> rejections, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RejectionPage> ListAsync(RejectionFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>A store with one key, which is read once; the cache has the later results.</summary>
    private sealed class OneKey(KeyHash hash) : IKeyStore
    {
        private readonly KeyHolder holder = KeyLookup.HolderOf(DateTimeOffset.UnixEpoch);

        public Task<KeyHolder?> FindAsync(KeyHash requested, CancellationToken cancellationToken) => Task.FromResult(requested == hash ? holder : null);

        public Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiKey?> FindAsync(TeamId team, KeyId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<ApiKey>> ListAsync(TeamId team, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RotateAsync(ApiKey key, KeyHash secret, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AddUsesAsync(IReadOnlyDictionary<(KeyId Key, bool Previous), KeyUse> uses, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
