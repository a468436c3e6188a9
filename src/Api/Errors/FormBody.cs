namespace Grainwatch.Api.Errors;

/// <summary>Reads a form, and says what is wrong with one that cannot be read.</summary>
static class FormBody
{
    /// <exception cref="ApiException">400: it is no form, or one with too many or too long fields.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException wrong)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The form in the body cannot be read: {wrong.Message}", "/docs/http-api#errors");
        }
    }
}
