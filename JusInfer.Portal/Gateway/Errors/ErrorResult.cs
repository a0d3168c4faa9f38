
namespace JusInfer.Portal.Gateway.Errors;

/// <summary>A gateway error as the result of an endpoint.</summary>
internal sealed class ErrorResult(GatewayError error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ErrorResponse.WriteAsync(httpContext, error);
}
