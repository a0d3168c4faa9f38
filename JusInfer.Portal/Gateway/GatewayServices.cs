using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Forwarding;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Gateway;

internal static class GatewayServices
{
    internal static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options) => services
        .AddSingleton(options)
        .AddSingleton(_ => new AuthenticationFailures(options.AuthenticationFailuresPerMinute))
        .AddSingleton<ProtectedPayloads>()
        .AddSingleton<UserIdentifiers>()
        .AddHostedService(static container => container.GetRequiredService<UserIdentifiers>())
        .AddSingleton<UnreadBody>()
        .AddSingleton<BytesInFlight>()
        .AddSingleton<RequestBodyReader>()
        .AddSingleton<ParsingLimiter>()
        .AddSingleton<LargeBodyRate>()
        .AddSingleton(static _ => StepClassifiers.Shipped.Value)
        .AddSingleton<IRoutingPolicy>(static container => new AutoPolicy(new StepModelSelector(BaselineCostLimit.Default, DetourOptions.Default), container.GetRequiredService<StepClassifier>()))
        .AddSingleton<Router>()
        .AddSingleton<UpstreamHttpClients>()
        .AddSingleton<IUpstream, UpstreamClient>()
        .AddSingleton<ReasoningCache>()
        .AddSingleton<ReasoningSeals>()
        .AddSingleton<SignatureOrigins>()
        .AddSingleton<ReasoningRestorer>()
        .AddSingleton<ResponsePipelineFactory>()
        .AddSingleton<StreamRelayFactory>()
        .AddDialects()
        .AddResponses(options.Responses)
        .AddSingleton<EndpointHealthRegistry>()
        .AddSingleton<ResumptionCounters>()
        .AddSingleton<ProviderHealth>()
        .AddSingleton<NodeStatus>()
        .AddSingleton<IProviderProbe, ProviderProbe>()
        .AddSingleton<CutSignals>()
        .AddSingleton<UpstreamCuts>()
        .AddSingleton<ResumptionDemoUpstreams>()
        .AddSingleton<ResumptionDemo>()
        .AddSingleton(new RetryPolicy(Random.Shared))
        .AddSingleton(container => new RetryBudget(options.RetryFloor, container.GetRequiredService<TimeProvider>()))
        .AddSingleton<IContinuations, ContinuationLoop>()
        .AddSingleton<AttemptLoop>()
        .AddPipeline()
        .AddSingleton<DataPlanePaths>()
        .AddSingleton<ModelsEndpoint>()
        .AddSingleton<CountTokensEndpoint>()
        .AddForwarding();
}
