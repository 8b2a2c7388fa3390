from django.urls import path

from desk.views import board, complaints, knowledge, likely, log, voice

app_name = "desk"
urlpatterns = [
    path("", board.home, name="home"),
    path("call", board.call, name="call"),
    path("callers/", board.callers, name="callers"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<int:pk>/solve/", complaints.complaint_solve, name="complaint_solve"),
    path("complaints/<int:pk>/reopen/", complaints.complaint_reopen, name="complaint_reopen"),
    path("customers/new/", log.customer_new, name="customer_new"),
    path("customers/alike/", log.alike, name="alike"),
    path("customers/<int:pk>/panel", board.customer_panel, name="customer_panel"),
    path("customers/<int:pk>/lately/", board.lately, name="lately"),
    path("customers/<int:pk>/complaint/", log.complaint_new, name="complaint_new"),
    path("customers/<int:pk>/score/", log.score_new, name="score_new"),
    # The knowledge base.
    path("knowledge/", knowledge.index, name="knowledge"),
    path("knowledge/add/", knowledge.add, name="article_add"),
    path("knowledge/try/", knowledge.try_out, name="article_try"),
    path("knowledge/gaps/", knowledge.gaps_page, name="gaps"),
    path("knowledge/likely/", likely.likely, name="likely"),
    path("knowledge/<int:pk>/", knowledge.article, name="article"),
    path("knowledge/<int:pk>/edit/", knowledge.edit, name="article_edit"),
    path("knowledge/<int:pk>/decide/", knowledge.decide, name="article_decide"),
    path("knowledge/<int:pk>/judge/", likely.judge, name="article_judge"),
    path("knowledge/<int:pk>/wrong/", likely.wrong, name="article_wrong"),
    path("knowledge/<int:pk>/use/<int:customer>/", likely.use, name="article_use"),
    path("knowledge/uses/<int:pk>/take-back/", likely.unuse, name="article_unuse"),
    # The voice of the customer.
    path("voice/", voice.index, name="voice"),
    path("voice/<int:pk>/", voice.matter, name="matter"),
    path("voice/<int:pk>/describe/", voice.describe, name="matter_describe"),
    path("voice/<int:pk>/decide/", voice.decide, name="matter_decide"),
    path("voice/<int:pk>/merge/", voice.merge, name="matter_merge"),
    path("voice/<int:pk>/part/", voice.part, name="matter_part"),
    path("voice/said/<int:pk>/told/", voice.told, name="voice_told"),
    path("customers/<int:pk>/voice/", voice.voice_new, name="voice_new"),
]
