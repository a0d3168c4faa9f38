using System.Text;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

public sealed class MissingModelErrorsTests
{
    [Theory]
    [InlineData("""{"error":{"message":"The model `the-model` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""")]
    [InlineData("""{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""")]
    [InlineData("""{"error":{"message":"Unable to access model the-model.","type":"invalid_request_error","param":"model","code":"model_not_available"}}""")]
    [InlineData("""{"type":"error","error":{"type":"not_found_error","message":"model: the-model"},"request_id":"req_1"}""")]
    [InlineData("""{"object":"error","message":"The model `the-model` does not exist.","type":"NotFoundError","param":"model","code":404}""")]
    [InlineData("""{"error":{"message":"The model `the-model` does not exist.","type":"NotFoundError","param":"model","code":404}}""")]
    [InlineData("""{"error":{"message":"model 'the-model' not found","type":"not_found_error","param":null,"code":null}}""")]
    [InlineData("""{"error":{"message":"model \"the-model\" not found, try pulling it first","type":"api_error","param":null,"code":null}}""")]
    [InlineData("""[{"error":{"code":404,"message":"models/the-model is not found for API version v1main, or is not supported for generateContent.","status":"NOT_FOUND"}}]""")]
    [InlineData("""{"error":{"message":"No endpoints found for the-model.","code":404},"user_id":"user_1"}""")]
    public void The_providers_errors_for_a_missing_model_are_recognized(string body) =>
        MissingModelErrors.Include(Encoding.UTF8.GetBytes(body), "the-model").ShouldBeTrue();

    [Theory]
    [InlineData("""{"error":{"message":"Prompt with id 'the-model' not found.","type":"invalid_request_error","param":"prompt.id","code":null}}""")]
    [InlineData("""{"error":{"message":"Request was refused by moderation: the-model","type":"forbidden","code":"moderation"}}""")]
    [InlineData("""{"type":"error","error":{"type":"not_found_error","message":"File not found: model: the-model"}}""")]
    [InlineData("""{"type":"error","error":{"type":"not_found_error","message":"model: another-model"}}""")]
    [InlineData("""{"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}}""")]
    [InlineData("""{"error":{"message":"No endpoints found that support tool use.","code":404}}""")]
    [InlineData("""{"error":"model_not_found"}""")]
    [InlineData("""{"error":{"code":["model_not_found"]}}""")]
    [InlineData("<html>not found: model_not_found</html>")]
    [InlineData("null")]
    [InlineData("")]
    public void Other_errors_are_not(string body) => MissingModelErrors.Include(Encoding.UTF8.GetBytes(body), "the-model").ShouldBeFalse();
}
